// Owns what enterprises, workshops and people of the demonstration city are called: none of them exists.
import type { Random } from './random.ts';

interface Trade {
  /** GB/T 4754. */
  sector: string;
  chain: string | null;
  /** In the name of an enterprise. */
  words: readonly string[];
  workshops: readonly string[];
  products: readonly string[];
  equipment: readonly (readonly [name: string, process: string, keyProcess: boolean])[];
}

export const trades: readonly (readonly [Trade, number])[] = [
  [
    {
      sector: 'C3670',
      chain: 'smart-nev',
      words: ['汽车零部件', '传动', '汽车底盘', '车桥', '制动系统'],
      workshops: ['机加工车间', '热处理车间', '装配车间', '冲压车间'],
      products: ['半轴', '转向节', '制动盘', '差速器壳', '电驱桥'],
      equipment: [
        ['数控车床', '车削', true],
        ['立式加工中心', '铣削', true],
        ['数控外圆磨床', '磨削', true],
        ['中频淬火机床', '热处理', true],
        ['清洗机', '清洗', false],
        ['装配工作站', '装配', true],
      ],
    },
    30,
  ],
  [
    {
      sector: 'C3910',
      chain: 'electronics',
      words: ['电子', '智能终端', '精密电子', '显示模组', '半导体封测'],
      workshops: ['SMT 车间', '组装车间', '测试车间', '注塑车间'],
      products: ['笔记本电脑主板', '智能手表', '显示模组', '功率器件'],
      equipment: [
        ['贴片机', '贴装', true],
        ['回流焊炉', '焊接', true],
        ['自动光学检测仪', '检测', true],
        ['注塑机', '注塑', true],
        ['组装流水线', '组装', false],
      ],
    },
    22,
  ],
  [
    {
      sector: 'C3240',
      chain: 'light-alloys',
      words: ['铝业', '新材料', '轻合金', '金属制品'],
      workshops: ['熔铸车间', '挤压车间', '表面处理车间'],
      products: ['铝型材', '镁合金压铸件', '铝箔', '精密铸件'],
      equipment: [
        ['熔炼炉', '熔炼', true],
        ['挤压机', '挤压', true],
        ['压铸机', '压铸', true],
        ['时效炉', '热处理', false],
      ],
    },
    14,
  ],
  [
    {
      sector: 'C3411',
      chain: 'smart-equipment',
      words: ['智能装备', '机床', '机器人', '泵业', '风电装备'],
      workshops: ['加工车间', '总装车间', '焊接车间'],
      products: ['减速器', '工业机器人', '数控机床', '离心泵'],
      equipment: [
        ['龙门加工中心', '铣削', true],
        ['焊接机器人', '焊接', true],
        ['卧式镗铣床', '镗削', true],
        ['三坐标测量机', '检测', false],
      ],
    },
    12,
  ],
  [
    {
      sector: 'C2710',
      chain: 'biomedicine',
      words: ['制药', '生物科技', '医疗器械'],
      workshops: ['固体制剂车间', '提取车间', '灭菌包装车间'],
      products: ['中成药片剂', '医用导管', '原料药'],
      equipment: [
        ['湿法制粒机', '制粒', true],
        ['压片机', '压片', true],
        ['泡罩包装机', '包装', false],
        ['灭菌柜', '灭菌', true],
      ],
    },
    8,
  ],
  [
    {
      sector: 'C1450',
      chain: 'food',
      words: ['食品', '调味品', '粮油', '饮品'],
      workshops: ['炒制车间', '灌装车间', '包装车间'],
      products: ['火锅底料', '榨菜', '桶装食用油', '即食小面'],
      equipment: [
        ['自动炒锅', '炒制', true],
        ['灌装线', '灌装', true],
        ['自动包装机', '包装', false],
      ],
    },
    9,
  ],
  [
    {
      sector: 'C3770',
      chain: 'motorcycles',
      words: ['摩托车', '通用动力', '发动机'],
      workshops: ['发动机装配车间', '涂装车间', '总装车间'],
      products: ['摩托车发动机', '整车', '通用汽油机'],
      equipment: [
        ['装配线', '装配', true],
        ['涂装机器人', '涂装', true],
        ['冷试台', '检测', true],
      ],
    },
    5,
  ],
];
export type { Trade };

const places = [...'江山川嘉渝巴蜀云龙凤金华宏恒瑞泰鑫盛远博智科达安信和利丰源腾越'];
const endings = ['有限公司', '有限责任公司', '股份有限公司'] as const;
const surnames = [...'陈李王张刘杨周黄吴徐何罗郑谢唐冯邓曹彭曾'];
const given = [
  '伟',
  '静',
  '敏',
  '涛',
  '丽',
  '强',
  '建华',
  '晓燕',
  '志远',
  '雪梅',
  '光明',
  '国庆',
  '春兰',
  '俊杰',
  '思远',
] as const;

export function enterpriseName(random: Random, district: string, trade: Trade): string {
  const place = random.chance(0.5) ? '重庆' : district.replace(/(区|县|新区|经开区|高新区)$/, '').replace(/^重庆/, '');
  return `${place}${random.pick(places)}${random.pick(places)}${random.pick(trade.words)}${random.pick(endings)}`;
}

export const personName = (random: Random) => `${random.pick(surnames)}${random.pick(given)}`;

export const suppliers = [
  '某智能制造系统集成公司',
  '某工业互联网公司',
  '某自动化工程公司',
  '某数控设备公司',
  '某软件公司',
] as const;

export const projectWords = {
  equipment: '装备数控化改造',
  automation: '产线自动化改造',
  networking: '设备联网与数据采集',
  information_system: 'MES 系统建设',
  energy: '能源管理数字化改造',
  quality_inspection: '质量检测智能化改造',
  comprehensive: '数字化车间综合改造',
} as const;
